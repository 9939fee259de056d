import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Branding, brandingQuery, saveBranding } from "@/api/branding";
import { TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { Page } from "@/components/page";
import { SettingsSection } from "@/components/settings-parts";
import { ErrorState } from "@/components/states";
import { tell } from "@/components/toasts";
import { Skeleton } from "@/components/ui/skeleton";
import { AccentField } from "./accent-field";
import { BrandPreview } from "./brand-preview";
import { HostsSection } from "./hosts-section";
import { LogoSection } from "./logo-section";

/** How one is seen: for an organisation and for a reseller the same page. */
export function BrandingPage() {
  const { t } = useTranslation();
  const query = useQuery(brandingQuery);
  return (
    <Page title={t("branding.title")}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto">
          {query.data ? (
            <BrandingEditor branding={query.data} />
          ) : (
            <div
              className="flex flex-col gap-6 px-[var(--shell-gutter)] py-6 max-[759px]:px-4"
              role="status"
              aria-label={t("lists.loading")}
            >
              <Skeleton className="w-64" />
              <Skeleton className="w-48" />
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

function BrandingEditor({ branding }: { branding: Branding }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  // The preview shows what the form holds, and stands beside it: the form draws it there.
  const [place, setPlace] = useState<HTMLElement | null>(null);
  return (
    <div className="grid grid-cols-[minmax(0,480px)_minmax(0,560px)] gap-x-12 gap-y-8 px-[var(--shell-gutter)] py-6 max-[1099px]:grid-cols-[minmax(0,560px)] max-[759px]:px-4 max-[759px]:pt-2">
      <div className="flex min-w-0 flex-col gap-8">
        <SettingsSection title={t("branding.look")} text={t("branding.look_text")}>
          <ResourceForm
            // A new logo is no reason to forget what was typed.
            key={`${branding.product_name} ${branding.accent} ${branding.slug}`}
            operation="PATCH /api/branding"
            layout="inline"
            initial={{
              product_name: branding.product_name ?? "",
              accent: branding.accent ?? "",
              slug: branding.slug,
            }}
            submitLabel={t("actions.save")}
            busyLabel={t("actions.saving")}
            onSubmit={async (values) => {
              await saveBranding(
                queries,
                {
                  product_name: String(values.product_name).trim() || null,
                  accent: String(values.accent).toLowerCase() || null,
                  slug: String(values.slug).trim(),
                },
                branding.version,
              );
              tell(t("branding.saved"));
            }}
          >
            <TextField
              name="product_name"
              label={t("branding.product_name")}
              help={t("branding.product_name_help")}
              placeholder={branding.shown.product_name}
              autoComplete="off"
            />
            <AccentField />
            <TextField
              name="slug"
              label={t("branding.slug")}
              help={t("branding.slug_help", { link: `${window.location.host}/sign-in?brand=${branding.slug}` })}
              autoComplete="off"
            />
            {place && <BrandPreview place={place} branding={branding} />}
          </ResourceForm>
        </SettingsSection>
        <LogoSection branding={branding} />
        <HostsSection />
      </div>
      <div ref={setPlace} className="min-w-0 max-[1099px]:order-first" />
    </div>
  );
}
