import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "@/api/session";
import { workingHoursQuery } from "@/api/working-hours";
import { startOfWeek } from "@/lib/calendar";
import { workingTimesIn } from "@/lib/working-times";

/** When people work in the week of a day, by the clock of a zone. */
export function useWorkingTimes(zone: string, day: string) {
  const { organisation } = useMe();
  const { data: hours } = useQuery(workingHoursQuery);
  const home = organisation?.timezone ?? zone;
  const monday = startOfWeek(day);
  return useMemo(() => (hours ? workingTimesIn(hours, home, zone, monday) : []), [hours, home, zone, monday]);
}
