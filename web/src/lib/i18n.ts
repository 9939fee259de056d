import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { branding } from "./texts/branding";
import { calendar } from "./texts/calendar";
import { charges } from "./texts/charges";
import { contactHub } from "./texts/contact-hub";
import { conversation } from "./texts/conversation";
import { dashboard } from "./texts/dashboard";
import { domain } from "./texts/domain";
import { events } from "./texts/events";
import { interface_ } from "./texts/interface";
import { invited } from "./texts/invited";
import { renewals } from "./texts/renewals";
import { series } from "./texts/series";
import { serviceLevels } from "./texts/service-levels";
import { support } from "./texts/support";
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
  ...dashboard,
  ...charges,
  ...invited,
  ...branding,
  ...support,
};

/** The words of pages that few open come with the first of them. */
export const laterTexts = {
  console: async () => (await import("./texts/console")).console,
  imports: async () => (await import("./texts/imports")).imports,
};

/** To be awaited before the first page that says them is shown. */
export async function loadTexts(part: keyof typeof laterTexts): Promise<void> {
  i18next.addResourceBundle("en", "translation", await laterTexts[part]());
}

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
