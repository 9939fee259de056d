import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { acceptInvitation, askForReset, resetPassword, signUp } from "@/api/account";
import { metaQuery } from "@/api/meta";
import { Problem } from "@/api/problem";
import { signUpInvitationQuery } from "@/api/reselling";
import { type Me, meQuery } from "@/api/session";
import { PasswordField, TextField } from "@/components/form/fields";
import { ResourceForm } from "@/components/form/resource-form";
import { SignInForm } from "@/components/sign-in-form";
import { Button, buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { cn } from "@/lib/classes";
import { AuthLayout } from "./auth-layout";

const linkClass = "font-medium text-link hover:underline";

/** Somebody is in: what was known of anyone else is forgotten, and they go where they wanted. */
function useEnter(next: string): (me: Me) => Promise<void> {
  const queries = useQueryClient();
  const router = useRouter();
  return async (me) => {
    const meta = queries.getQueryData(metaQuery.queryKey);
    queries.clear();
    if (meta) queries.setQueryData(metaQuery.queryKey, meta);
    queries.setQueryData(meQuery.queryKey, me);
    // Only a path of our own: an address from outside could lead anywhere.
    const safe = next.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/";
    router.history.push(safe);
    await router.load();
  };
}

function usePasswordHelp(): string {
  const { t } = useTranslation();
  const { data } = useQuery(metaQuery);
  return t("auth.password_help", { count: data?.limits.password_min ?? 12 });
}

export function SignInPage({ next }: { next: string }) {
  const { t } = useTranslation();
  const enter = useEnter(next);
  return (
    <AuthLayout
      title={t("auth.sign_in")}
      text={t("auth.sign_in_text")}
      foot={
        <>
          {t("auth.new_here")}{" "}
          <Link to="/sign-up" className={linkClass}>
            {t("auth.start")}
          </Link>
        </>
      }
    >
      <SignInForm onDone={(me) => void enter(me)} />
    </AuthLayout>
  );
}

export function SignUpPage() {
  const { t } = useTranslation();
  return (
    <AuthLayout title={t("auth.sign_up")} text={t("auth.sign_up_text")} foot={<SignInLink />}>
      <SignUpForm />
    </AuthLayout>
  );
}

/** Signing up with the link of a reseller: who invites, and why a link does not work any more. */
export function InvitedSignUpPage({ token }: { token: string }) {
  const { t } = useTranslation();
  const { data: found, isError, refetch } = useQuery(signUpInvitationQuery(token));
  if (isError) {
    return (
      <AuthLayout title={t("invited.failed")} text={t("errors.safe")}>
        <Button variant="primary" size="large" onClick={() => void refetch()}>
          {t("actions.try_again")}
        </Button>
      </AuthLayout>
    );
  }
  if (!found) {
    return (
      <AuthLayout title={t("auth.sign_up")} text={t("invited.looking")}>
        <span role="status" aria-label={t("lists.loading")} className="flex flex-col gap-5">
          <Skeleton className="w-full" />
          <Skeleton className="w-full" />
        </span>
      </AuthLayout>
    );
  }
  const reseller = found.reseller_name ?? "";
  if (found.state !== "open") {
    return (
      <AuthLayout title={t(`invited.${found.state}_title`)} text={t(`invited.${found.state}_text`, { reseller })}>
        <Link to="/sign-in" className={cn(buttonVariants({ variant: "primary", size: "large" }))}>
          {t("auth.sign_in")}
        </Link>
        <Link to="/sign-up" className={cn(buttonVariants({ variant: "ghost", size: "large" }))}>
          {t("invited.without")}
        </Link>
      </AuthLayout>
    );
  }
  return (
    <AuthLayout title={t("invited.title", { reseller })} text={t("invited.text", { reseller })} foot={<SignInLink />}>
      <SignUpForm
        invitation={token}
        email={found.email ?? ""}
        organisation={found.organisation_name ?? ""}
        onRefused={() => void refetch()}
      />
    </AuthLayout>
  );
}

type SignUpFormProps = { invitation?: string; email?: string; organisation?: string; onRefused?: () => void };

function SignUpForm({ invitation, email = "", organisation = "", onRefused }: SignUpFormProps) {
  const { t } = useTranslation();
  const enter = useEnter("/");
  return (
    <ResourceForm
      operation="POST /api/auth/signup"
      initial={{ organisation_name: organisation, name: "", email, password: "" }}
      layout="large"
      submitLabel={t("auth.start")}
      busyLabel={t("auth.signing_up")}
      onSubmit={async (values) => {
        try {
          await enter(
            await signUp({
              organisation_name: String(values.organisation_name).trim(),
              name: String(values.name).trim(),
              email: String(values.email).trim(),
              password: String(values.password),
              ...(invitation !== undefined && { invitation }),
            }),
          );
        } catch (error) {
          // Used, revoked or expired meanwhile: the page says which.
          if (error instanceof Problem && error.kind === "invitation-spent") onRefused?.();
          throw error;
        }
      }}
    >
      <TextField
        name="organisation_name"
        label={t("auth.organisation_name")}
        autoComplete="organization"
        large
        autoFocus
      />
      <TextField name="name" label={t("auth.name")} autoComplete="name" large />
      <TextField name="email" label={t("auth.email")} type="email" autoComplete="username" large />
      <PasswordField name="password" label={t("auth.password")} autoComplete="new-password" help={usePasswordHelp()} />
    </ResourceForm>
  );
}

function SignInLink() {
  const { t } = useTranslation();
  return (
    <>
      {t("auth.have_account")}{" "}
      <Link to="/sign-in" className={linkClass}>
        {t("auth.sign_in")}
      </Link>
    </>
  );
}

export function ForgotPage() {
  const { t } = useTranslation();
  const [sent, setSent] = useState<string | null>(null);
  if (sent !== null) {
    return <Settled title={t("auth.forgot_sent_title")} text={t("auth.forgot_sent_text", { email: sent })} />;
  }
  return (
    <AuthLayout title={t("auth.forgot_title")} text={t("auth.forgot_text")} foot={<BackLink />}>
      <ResourceForm
        operation="POST /api/auth/forgot"
        initial={{ email: "" }}
        layout="large"
        submitLabel={t("auth.forgot_send")}
        busyLabel={t("auth.forgot_sending")}
        onSubmit={async (values) => {
          const email = String(values.email).trim();
          await askForReset(email);
          setSent(email);
        }}
      >
        <TextField name="email" label={t("auth.email")} type="email" autoComplete="username" large autoFocus />
      </ResourceForm>
    </AuthLayout>
  );
}

export function ResetPage({ token }: { token: string }) {
  const { t } = useTranslation();
  const [isDone, setDone] = useState(false);
  const help = usePasswordHelp();
  if (token === "") return <Settled title={t("auth.no_token_title")} text={t("auth.no_token_text")} />;
  if (isDone) return <Settled title={t("auth.reset_done_title")} text={t("auth.reset_done_text")} />;
  return (
    <AuthLayout title={t("auth.reset_title")} text={t("auth.reset_text")} foot={<BackLink />}>
      <ResourceForm
        operation="POST /api/auth/reset"
        initial={{ password: "" }}
        layout="large"
        submitLabel={t("auth.reset_save")}
        busyLabel={t("actions.saving")}
        onSubmit={async (values) => {
          await resetPassword({ token, password: String(values.password) });
          setDone(true);
        }}
      >
        <PasswordField
          name="password"
          label={t("auth.new_password")}
          autoComplete="new-password"
          help={help}
          autoFocus
        />
      </ResourceForm>
    </AuthLayout>
  );
}

export function AcceptPage({ token }: { token: string }) {
  const { t } = useTranslation();
  const enter = useEnter("/");
  const help = usePasswordHelp();
  if (token === "") return <Settled title={t("auth.no_token_title")} text={t("auth.no_token_text")} />;
  return (
    <AuthLayout title={t("auth.accept_title")} text={t("auth.accept_text")} foot={<BackLink />}>
      <ResourceForm
        operation="POST /api/auth/accept"
        initial={{ name: "", password: "" }}
        layout="large"
        submitLabel={t("auth.accept")}
        busyLabel={t("auth.accepting")}
        onSubmit={async (values) =>
          enter(await acceptInvitation({ token, name: String(values.name).trim(), password: String(values.password) }))
        }
      >
        <TextField name="name" label={t("auth.name")} autoComplete="name" large autoFocus />
        <PasswordField name="password" label={t("auth.password")} autoComplete="new-password" help={help} />
      </ResourceForm>
    </AuthLayout>
  );
}

function BackLink(): ReactNode {
  const { t } = useTranslation();
  return (
    <Link to="/sign-in" className={linkClass}>
      {t("auth.back")}
    </Link>
  );
}

function Settled({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation();
  return (
    <AuthLayout title={title} text={text}>
      <Link to="/sign-in" className={cn(buttonVariants({ variant: "primary", size: "large" }))}>
        {t("auth.back")}
      </Link>
    </AuthLayout>
  );
}
