import { UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import { all } from "@/lib/address";
import type { ListSearch } from "../data-table/list-search";
import { Button } from "../ui/button";

type MineProps = { search: ListSearch; onSearch: (search: ListSearch) => void };

/** Only what is mine, or everybody's. */
export function MineButton({ search, onSearch }: MineProps) {
  const { t } = useTranslation();
  const { user } = useMe();
  const people = all(search.assigned_user_id);
  const isMine = people.length === 1 && people[0] === user.id;
  return (
    <Button
      size="small"
      aria-pressed={isMine}
      className="aria-pressed:border-primary aria-pressed:bg-selection aria-pressed:text-foreground"
      onClick={() => onSearch({ ...search, assigned_user_id: isMine ? undefined : user.id })}
    >
      <UserRound aria-hidden />
      {t("bookings.mine")}
    </Button>
  );
}
