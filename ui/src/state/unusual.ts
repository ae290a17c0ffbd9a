import type { RowState, SaleRow } from '../dto';

/** How many paid sales tell what is usual here. */
const HISTORY = 50;
/** So many times the largest of them is unusual. */
const TIMES = 10;
/** Below this, in pesos, nothing is. */
const LEAST = 500_000;
/** Where nothing is known of what is usual. */
const LEAST_UNKNOWN = 1_000_000;

const PAID: RowState[] = ['approved', 'refunded', 'partly-refunded'];

/** An amount to look at twice, and the largest one paid lately, where there is one. */
export type Unusual = { largest: string | null };

/** Whether an amount, as digits of pesos, is unusual after sales, newest first. */
export function unusual(digits: string, rows: SaleRow[]): Unusual | null {
  const amount = Number(digits);
  const paid = rows
    .filter(({ state }) => PAID.includes(state))
    .slice(0, HISTORY)
    .flatMap((row) => {
      const pesos = pesosOf(row.amount);
      return pesos === null ? [] : [{ pesos, shown: row.amount }];
    });
  const [largest] = paid.sort((one, other) => other.pesos - one.pesos);
  if (largest === undefined) return amount >= LEAST_UNKNOWN ? { largest: null } : null;
  const isUnusual = amount >= LEAST && amount >= TIMES * largest.pesos;
  return isUnusual ? { largest: largest.shown } : null;
}

/** `$12.990` and nothing else: other currencies tell nothing of pesos. */
function pesosOf(amount: string): number | null {
  return /^\$\d{1,3}(\.\d{3})*$/.test(amount) ? Number(amount.replace(/[$.]/g, '')) : null;
}
