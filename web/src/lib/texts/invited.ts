/** The words of signing up with the link that a reseller sends. */
export const invited = {
  invited: {
    title: "{{reseller}} invites you",
    text: "Start your organisation. {{reseller}} will see your plan, how many people use it and what it costs, never your customers or your work.",
    looking: "Looking up your invitation",
    failed: "Your invitation could not be looked up",
    accepted_title: "This invitation was used already",
    accepted_text: "It works once. Sign in if it was you; otherwise ask {{reseller}} for a new one.",
    revoked_title: "This invitation was withdrawn",
    revoked_text: "{{reseller}} has withdrawn it. Ask them for a new one.",
    expired_title: "This invitation has expired",
    expired_text: "It worked for fourteen days. Ask {{reseller}} for a new one.",
    closed_title: "This invitation does not work any more",
    closed_text: "{{reseller}} does not work with WorkTrackr any more. You can start without an invitation.",
    unknown_title: "This link does not work any more",
    unknown_text: "There may be a newer one in your mail: sending an invitation again makes a new link.",
    without: "Start without an invitation",
  },
};
