import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { calendar } from "./texts/calendar";
import { commission } from "./texts/commission";
import { contactHub } from "./texts/contact-hub";
import { conversation } from "./texts/conversation";
import { dashboard } from "./texts/dashboard";
import { domain } from "./texts/domain";
import { events } from "./texts/events";
import { imports } from "./texts/imports";
import { interface_ } from "./texts/interface";
import { operating } from "./texts/operating";
import { renewals } from "./texts/renewals";
import { reselling } from "./texts/reselling";
import { series } from "./texts/series";
import { serviceLevels } from "./texts/service-levels";
import { templates } from "./texts/templates";
import { views } from "./texts/views";

export const texts = {
  ...interface_,
  ...domain,
  ...serviceLevels,
  ...contactHub,
  ...conversation,
  ...templates,
  ...calendar,
  ...series,
  ...events,
  ...renewals,
  ...views,
  ...imports,
  ...dashboard,
  ...operating,
  ...commission,
  ...reselling,
};

/** English first; another language is another pair of files. */
export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: texts } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
