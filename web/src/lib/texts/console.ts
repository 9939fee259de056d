import { commission } from "./commission";
import { operating } from "./operating";
import { reselling } from "./reselling";

/** The words of those who belong to no organisation: operators and resellers. */
export const console = { ...operating, ...commission, ...reselling };
