import { createInstance } from "i18next";
import { describe, expect, test } from "vitest";
import { check, constraintOf, createBody, fieldOf, patchBody } from "./constraints";

const all = {
  title: { required: true, type: "string", maxLength: 5 },
  notes: { nullable: true, type: "string" },
  quantity: { type: "integer", minimum: 1 },
  "addresses.*.line1": { nullable: true, type: "string" },
};
// In this "language" i18next answers the keys themselves.
const translator = createInstance({ lng: "cimode" });
await translator.init();
const { t } = translator;

describe("constraints from the API's schema", () => {
  test("say what to change", () => {
    expect(check(" ", all.title, t)).toBe("forms.required");
    expect(check("123456", all.title, t)).toBe("forms.too_long");
    expect(check("0", all.quantity, t)).toBe("forms.at_least");
    expect(check("1.5", all.quantity, t)).toBe("forms.whole_number");
    expect(check("", all.notes, t)).toBe(true);
  });

  test("describe every row of a list once", () => {
    expect(constraintOf(all, "addresses.12.line1")).toBe(all["addresses.*.line1"]);
  });
});

describe("bodies", () => {
  test("of a new row leave out what is empty", () => {
    expect(createBody({ title: " A ", notes: "", quantity: "2" }, all)).toEqual({ title: "A", quantity: 2 });
  });

  test("of a patch hold what changed, and null for what was cleared", () => {
    const initial = { title: "A", notes: "x", quantity: "2", addresses: [{ line1: "1 Park Row" }] };
    expect(patchBody({ ...initial, notes: "" }, initial, all)).toEqual({ notes: null });
    expect(patchBody({ ...initial, addresses: [{ line1: "" }] }, initial, all)).toEqual({
      addresses: [{ line1: null }],
    });
    expect(patchBody({ ...initial }, initial, all)).toEqual({});
  });

  test("are found again by a problem's pointer", () => {
    expect(fieldOf("/addresses/0/line1")).toBe("addresses.0.line1");
  });
});
