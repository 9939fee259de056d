import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { explain } from "./explain";
import { tell, tellFailure } from "./toasts";

type Act = <Result>(doing: () => Promise<Result>, done: string | ((result: Result) => string)) => Promise<boolean>;

/** Does something, says what came of it, and asks anew for what it changes, done or refused. Answers whether it was done. */
export function useAct({ refresh }: { refresh: (queries: QueryClient) => Promise<unknown> }): Act {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return async (doing, done) => {
    let isDone = false;
    try {
      const result = await doing();
      isDone = true;
      tell(typeof done === "string" ? done : done(result));
    } catch (error) {
      tellFailure(explain(error, t));
    }
    await refresh(queries);
    return isDone;
  };
}
