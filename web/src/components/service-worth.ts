import type { CustomerService } from "@/api/services";
import { margin, times } from "@/lib/margin";

type Worth = { price: string | null; cost: string | null; amount: string | null; margin: string | null };

/** What one renewal of it is worth; a price or cost of its own goes before the catalogue's. Null where one may not see it. */
export function worth(service: CustomerService): Worth {
  const price = service.unit_price ?? service.product_price;
  const cost = service.unit_cost ?? service.product_cost;
  const { quantity } = service;
  return {
    price,
    cost,
    amount: price === null ? null : times(price, quantity),
    margin: price === null || cost === null ? null : times(margin(price, cost), quantity),
  };
}
