import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Mail, Pencil, UserRoundCheck, UserRoundX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { inviteAgain } from "@/api/account";
import { choiceOf, useEnum } from "@/api/meta";
import { tickets, type User, users } from "@/api/resources";
import { useCan, useMe } from "@/api/session";
import { DueDate, Moment } from "@/components/dates";
import { EnumBadge, EnumGlyph, EnumText } from "@/components/enum-parts";
import { explain } from "@/components/explain";
import { Fact, Facts, Page, SectionTitle } from "@/components/page";
import { RecordFaces, RecordLayout } from "@/components/record";
import { MoreMenu } from "@/components/record-actions";
import { Timeline } from "@/components/timeline";
import { tell, tellFailure } from "@/components/toasts";
import { Avatar } from "@/components/ui/avatar";
import { Button, buttonVariants } from "@/components/ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { MenuItem } from "@/components/ui/menu";
import { useHotkeys } from "@/lib/hotkeys";
import { userLabels } from "./user-form";
import { nameOf } from "./user-parts";

export function UserPage({ id, children }: { id: string; children?: ReactNode }) {
  const { t } = useTranslation();
  const query = useQuery(users.one(id));
  const parent = { label: t("users.title"), link: { to: "/settings/users" } };
  return (
    <RecordFaces query={query} parent={parent}>
      {(user) => (
        <Page title={nameOf(user)} parent={parent} actions={<UserActions user={user} />}>
          <RecordLayout fieldsFirst fields={<UserFacts user={user} />} timeline={<UserTimeline user={user} />}>
            <UserTickets user={user} />
          </RecordLayout>
          {children}
        </Page>
      )}
    </RecordFaces>
  );
}

function UserActions({ user }: { user: User }) {
  const { t } = useTranslation();
  const me = useMe().user;
  const canWrite = useCan("write_users");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  useHotkeys({ e: () => void navigate({ to: "/settings/users/$id/edit", params: { id: user.id } }) }, canWrite);
  if (!canWrite) return null;
  const name = nameOf(user);
  const run = async (action: () => Promise<unknown>, done: string) => {
    try {
      await action();
      tell(done);
    } catch (error) {
      tellFailure(explain(error, t));
    }
  };
  return (
    <>
      {user.id !== me.id && (
        <MoreMenu>
          {user.status === "invited" && (
            <MenuItem onClick={() => void run(() => inviteAgain(user.id), t("users.invited", { email: user.email }))}>
              <Mail className="size-4" aria-hidden />
              {t("users.invite_again")}
            </MenuItem>
          )}
          {user.status === "disabled" ? (
            <MenuItem
              onClick={() =>
                void run(() => users.update(queries, user, { status: "active" }), t("users.enabled", { name }))
              }
            >
              <UserRoundCheck className="size-4" aria-hidden />
              {t("users.enable")}
            </MenuItem>
          ) : (
            <MenuItem destructive onClick={() => setAsking(true)}>
              <UserRoundX className="size-4" aria-hidden />
              {t("users.disable")}
            </MenuItem>
          )}
        </MoreMenu>
      )}
      <Link to="/settings/users/$id/edit" params={{ id: user.id }} className={buttonVariants({ variant: "primary" })}>
        <Pencil aria-hidden />
        {t("actions.edit")}
      </Link>
      <Dialog open={asking} onOpenChange={setAsking}>
        <DialogContent>
          <DialogTitle>{t("users.disable_title", { name })}</DialogTitle>
          <DialogDescription>{t("users.disable_text", { name })}</DialogDescription>
          <DialogFooter>
            <DialogClose render={<Button variant="ghost" />}>{t("actions.cancel")}</DialogClose>
            <Button
              variant="destructive"
              onClick={() => {
                setAsking(false);
                void run(() => users.update(queries, user, { status: "disabled" }), t("users.disabled", { name }));
              }}
            >
              {t("users.disable")}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </>
  );
}

function UserFacts({ user }: { user: User }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="flex items-center gap-3">
        <Avatar id={user.id} name={nameOf(user)} size="large" />
        <div className="min-w-0">
          <h2 className="text-lg font-semibold tracking-[-0.01em] [overflow-wrap:anywhere]">{nameOf(user)}</h2>
          <p className="mt-0.5">
            <EnumBadge name="user_status" value={user.status} />
          </p>
        </div>
      </div>
      <div className="my-1.5 h-px shrink-0 bg-border" />
      <SectionTitle>{t("users.section")}</SectionTitle>
      <Facts>
        <Fact label={t("users.email")}>
          <a href={`mailto:${user.email}`} className="text-link hover:underline">
            {user.email}
          </a>
        </Fact>
        <Fact label={t("users.role")}>
          <EnumText name="user_role" value={user.role} />
        </Fact>
        {user.timezone && <Fact label={t("users.time_zone")}>{user.timezone}</Fact>}
        <Fact label={t("users.created")}>
          <Moment at={user.created_at} />
        </Fact>
      </Facts>
    </>
  );
}

function UserTimeline({ user }: { user: User }) {
  const { t } = useTranslation();
  const roles = useEnum("user_role");
  const statuses = useEnum("user_status");
  const words = (field: string, value: unknown): ReactNode => {
    const text = String(value);
    if (field === "role") return choiceOf(roles, text).label;
    if (field === "status") return choiceOf(statuses, text).label;
    return text;
  };
  // An account is enabled and disabled, not undone.
  return <Timeline resource={users} id={user.id} labels={userLabels(t)} words={words} canUndo={false} />;
}

function UserTickets({ user }: { user: User }) {
  const { t } = useTranslation();
  const canRead = useCan("read_tickets");
  const status = ["Open", "In Progress", "Waiting"];
  const open = useQuery({ ...tickets.some({ assigned_user_id: [user.id], status }, 20), enabled: canRead });
  const rows = open.data?.items ?? [];
  if (!canRead) return null;
  return (
    <section>
      <h2 className="mb-2 text-lg font-semibold tracking-[-0.01em]">
        {t("users.tickets_of")}{" "}
        <span className="text-sm font-normal text-muted-foreground tabular-nums">{open.data?.total}</span>
      </h2>
      {rows.length === 0 && <p className="text-muted-foreground">{open.isPending ? "…" : t("tickets.none_open")}</p>}
      <ul className="border-t empty:border-0">
        {rows.map((ticket) => (
          <li key={ticket.id} className="border-b">
            <Link
              to="/tickets/$id"
              params={{ id: ticket.id }}
              className="flex min-h-10 items-center gap-2.5 rounded-xs px-1 hover:bg-muted"
            >
              <EnumGlyph name="ticket_status" value={ticket.status} />
              <span className="text-muted-foreground tabular-nums">#{ticket.number}</span>
              <span className="min-w-0 flex-1 truncate font-medium">{ticket.title}</span>
              <span className="text-muted-foreground max-[759px]:hidden">{ticket.contact_name}</span>
              {ticket.scheduled_date && <DueDate date={ticket.scheduled_date} />}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
