/** The words of what an organisation owes, and of taking all that it has along. */
export const charges = {
  months: { month: "Month", before: "The month before", after: "The month after" },
  charges: {
    a_month: "a month",
    title: "What was owed",
    own_title: "What you owe",
    own_text: "By day. A day of the trial, or of a suspension, costs nothing.",
    total: "Total",
    nothing: "Nothing was owed for this month: the organisation was not there yet.",
    days_one: "{{count}} day",
    days_other: "{{count}} days",
    free: {
      trial: "Trial: nothing is owed",
      suspended: "Suspended: nothing is owed",
      in_trash: "In the trash: nothing is owed",
    },
    extra_one: "with {{count}} extra seat",
    extra_other: "with {{count}} extra seats",
  },
  take_out: {
    title: "All your data",
    text: "One zip with everything that your organisation has: a CSV file per table, and every attached file. Only admins can download it.",
    download: "Download everything",
    seats_enforced: "Nobody can be invited beyond the seats of your plan.",
    seats_counted: "Seats are counted and never refused on this installation.",
  },
};
