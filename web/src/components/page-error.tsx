import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { Unreachable } from "@/api/problem";
import { Page } from "./page";
import { ErrorState } from "./states";

const missing = "code of a page did not come: ";

/**
 * The router loads everything anew when the code of a page does not come, and while the server is away the browser's own
 * error page would take the place of all that is open. It knows such an error by its message.
 */
export function keepPageWithoutCode(event: VitePreloadErrorEvent): void {
  event.payload.message = missing + event.payload.message;
}

/** A server that answers has newer code than this page: that comes with everything anew. */
function loadAnew(): void {
  api.GET("/api/meta").then(
    () => window.location.reload(),
    () => undefined,
  );
}

/** Not at once again, should the new code not come either. */
const patience = 10_000;

/** In the place of a page that broke, or whose code did not come: the shell around it stands. */
export function PageError({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const isMissing = error instanceof Error && error.message.startsWith(missing);
  useEffect(() => {
    if (isMissing && performance.now() > patience) loadAnew();
  }, [isMissing]);
  return (
    <Page title={t("errors.title")}>
      <ErrorState error={isMissing ? new Unreachable() : error} onRetry={loadAnew} />
    </Page>
  );
}
