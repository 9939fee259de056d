import { expect, test } from "vitest";
import { deviceOf } from "./device";

test("a user agent becomes a device one knows", () => {
  expect(deviceOf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36")).toEqual({
    browser: "Chrome",
    system: "Linux",
    isPhone: false,
  });
  expect(deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1")).toEqual({
    browser: "Safari",
    system: "iPhone",
    isPhone: true,
  });
  expect(deviceOf("")).toBeNull();
});
