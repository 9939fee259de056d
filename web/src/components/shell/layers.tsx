import { DoubleBookingDialog } from "../double-booking-dialog";
import { Help } from "./help";
import { Palette } from "./palette";
import { SessionDialog } from "./session-dialog";

/** What lies over the page when it is asked for. It is fetched beside the page, which does not wait for it. */
export function Layers() {
  return (
    <>
      <Palette />
      <Help />
      <DoubleBookingDialog />
      <SessionDialog />
    </>
  );
}
