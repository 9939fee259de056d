import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { signIn } from "@/api/account";
import { Problem } from "@/api/problem";
import type { Me } from "@/api/session";
import { PasswordField, TextField } from "./form/fields";
import { ResourceForm } from "./form/resource-form";

/** The same two fields on the sign-in page and over a page whose session ended. */
export function SignInForm({ email = "", onDone }: { email?: string; onDone: (me: Me) => void }) {
  const { t } = useTranslation();
  return (
    <ResourceForm
      operation="POST /api/auth/login"
      initial={{ email, password: "" }}
      layout="large"
      submitLabel={t("auth.sign_in")}
      busyLabel={t("auth.signing_in")}
      onSubmit={async (values) => {
        try {
          onDone(await signIn({ email: String(values.email).trim(), password: String(values.password) }));
        } catch (error) {
          if (error instanceof Problem && error.status === 401)
            throw new Problem(409, error.kind, t("auth.wrong"), "", []);
          throw error;
        }
      }}
    >
      <TextField
        name="email"
        label={t("auth.email")}
        type="email"
        autoComplete="username"
        large
        autoFocus={email === ""}
      />
      <PasswordField
        name="password"
        label={t("auth.password")}
        autoComplete="current-password"
        autoFocus={email !== ""}
        action={
          <Link to="/forgot" className="text-xs font-medium text-link hover:underline">
            {t("auth.forgotten")}
          </Link>
        }
      />
    </ResourceForm>
  );
}
