import { expect, test } from "vitest";
import { nextRenewal } from "./renewal-date";

test("the 31st comes back after a short month", () => {
  expect(nextRenewal("2027-01-31", "monthly", 31)).toBe("2027-02-28");
  expect(nextRenewal("2027-02-28", "monthly", 31)).toBe("2027-03-31");
  expect(nextRenewal("2027-11-30", "quarterly", 31)).toBe("2028-02-29");
});

test("a leap day renews on the 28th and back", () => {
  expect(nextRenewal("2028-02-29", "annually", 29)).toBe("2029-02-28");
  expect(nextRenewal("2031-02-28", "annually", 29)).toBe("2032-02-29");
});

test("what is billed once does not renew", () => {
  expect(nextRenewal("2027-01-31", "one-off", 31)).toBeNull();
});
