import { Slider } from "@base-ui/react/slider";
import { Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema.gen";
import type { WhatIf } from "@/api/services";
import { Money } from "@/components/money";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { margin } from "@/lib/margin";
import { type ChangeName, changes, isPercent, limits } from "./renewals-search";

type Forecast = components["schemas"]["Forecast"];
type Typed = Record<ChangeName, string>;

type WhatIfProps = {
  whatIf: WhatIf;
  onChange: (whatIf: WhatIf) => void;
  plain: Forecast | undefined;
  changed: Forecast | undefined;
};

function typedOf(whatIf: WhatIf): Typed {
  return { price: whatIf.price ?? "0", quantity: whatIf.quantity ?? "0", churn: whatIf.churn ?? "0" };
}

function meant(typed: Typed): WhatIf {
  const found: WhatIf = {};
  for (const name of changes) {
    if (isPercent(name, typed[name]) && Number(typed[name]) !== 0) found[name] = String(Number(typed[name]));
  }
  return found;
}

/** Prices, quantities and churn that could be. Moving a slider waits a moment before it becomes the address. */
export function WhatIfPanel({ whatIf, onChange, plain, changed }: WhatIfProps) {
  const { t } = useTranslation();
  const address = JSON.stringify(whatIf);
  const [typed, setTyped] = useState(() => typedOf(whatIf));
  const [seen, setSeen] = useState(address);
  // Back, or a shared address: what stands there wins, unless it is what was typed.
  if (address !== seen) {
    setSeen(address);
    if (JSON.stringify(meant(typed)) !== address) setTyped(typedOf(whatIf));
  }
  const latest = useRef({ address, onChange });
  latest.current = { address, onChange };
  useEffect(() => {
    const next = meant(typed);
    if (JSON.stringify(next) === latest.current.address) return;
    const timer = setTimeout(() => latest.current.onChange(next), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const isChanged = address !== "{}";
  return (
    <section
      aria-label={t("renewals.what_if")}
      className="flex flex-col rounded-lg border bg-card px-3.5 pt-2.5 pb-3.5"
    >
      <div className="mb-1 flex h-[30px] items-center justify-between">
        <h2 className="font-semibold">{t("renewals.what_if")}</h2>
        {isChanged && (
          <Button variant="ghost" size="small" onClick={() => setTyped(typedOf({}))}>
            <Undo2 aria-hidden />
            {t("renewals.reset")}
          </Button>
        )}
      </div>
      {changes.map((name) => (
        <ChangeRow
          key={name}
          name={name}
          text={typed[name]}
          onText={(text) => setTyped((current) => ({ ...current, [name]: text }))}
        />
      ))}
      {plain && (
        <dl className="mt-1 grid grid-cols-[1fr_auto] gap-y-0.5 border-t pt-2.5 [&_dd]:text-right [&_dt]:text-muted-foreground">
          <dt>{t("renewals.revenue_year")}</dt>
          <dd>
            <Money amount={plain.revenue} />
          </dd>
          <dt>{t("renewals.with_changes")}</dt>
          <dd className="font-semibold" data-testid="with-changes">
            <Money amount={(isChanged ? changed : plain)?.revenue ?? plain.revenue} />
          </dd>
          {plain.margin !== null && (
            <>
              <dt>{t("renewals.margin")}</dt>
              <dd>
                <MarginStep plain={plain.margin} changed={(isChanged ? changed?.margin : null) ?? plain.margin} />
              </dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
}

/** By how much the margin changes, with its sign; the colour only repeats it. */
function MarginStep({ plain, changed }: { plain: string; changed: string }) {
  const step = margin(changed, plain);
  const size = Number(step);
  const look = size > 0 ? "font-medium text-success-fg" : size < 0 ? "font-medium text-destructive-fg" : "";
  return (
    <span className={look}>
      {size > 0 && "+"}
      <Money amount={step} />
    </span>
  );
}

type RowProps = { name: ChangeName; text: string; onText: (text: string) => void };

function ChangeRow({ name, text, onText }: RowProps) {
  const { t } = useTranslation();
  const { min, max, low, high } = limits[name];
  const label = t(`renewals.${name}`);
  const isWrong = !isPercent(name, text);
  const value = isWrong ? 0 : Math.min(high, Math.max(low, Number(text)));
  const part = (at: number) => `${((at - low) / (high - low)) * 100}%`;
  return (
    <div>
      <div className="flex items-center justify-between gap-2">
        <span aria-hidden>{label}</span>
        <span className="flex items-center gap-1">
          <Input
            type="number"
            inputMode="decimal"
            step="any"
            min={min}
            max={max}
            value={text}
            aria-label={t("renewals.percent", { name: label })}
            aria-invalid={isWrong || undefined}
            onChange={(event) => onText(event.target.value)}
            className="h-7 w-[72px] px-2 text-right tabular-nums [appearance:textfield] [&::-webkit-inner-spin-button]:appearance-none"
          />
          <span className="text-muted-foreground" aria-hidden>
            %
          </span>
        </span>
      </div>
      <Slider.Root value={value} min={low} max={high} step={0.5} onValueChange={(next) => onText(String(next))}>
        <Slider.Control className="flex h-6 touch-none items-center px-2 select-none pointer-coarse:h-11">
          <Slider.Track className="relative h-1 w-full rounded-full bg-secondary">
            <span className="absolute -top-0.5 h-2 w-px bg-input" style={{ left: part(0) }} aria-hidden />
            <span
              className="absolute inset-y-0 rounded-full bg-primary"
              style={{ left: part(Math.min(0, value)), right: `calc(100% - ${part(Math.max(0, value))})` }}
              aria-hidden
            />
            <Slider.Thumb
              aria-label={label}
              getAriaValueText={(_formatted, now) => `${now} %`}
              className="size-4 rounded-full border-[1.5px] border-primary bg-card shadow-xs outline-none has-[:focus-visible]:ring-2 has-[:focus-visible]:ring-ring before:absolute before:-inset-1 before:content-['']"
            />
          </Slider.Track>
        </Slider.Control>
      </Slider.Root>
    </div>
  );
}
