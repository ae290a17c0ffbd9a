import type { Problem, RowState, SaleRow, Today } from '../dto';
import { newest } from './heard';

/** What can still be paid, where nobody has to look into it. */
const PENDING: RowState[] = ['opening', 'waiting', 'validating', 'partly-paid'];

export type Day = {
  /** `21-11-2026`; empty for today. */
  date: string;
  sales: { row: SaleRow; hour: string }[];
};

/** The last sales, newest first, as they change. */
export class SalesList {
  rows = $state.raw<SaleRow[]>([]);
  /** `null` until the till tells: a locked one does not. */
  today = $state.raw<Today | null>(null);

  /** Why a sale of the list could not be shown. */
  problem = $state.raw<Problem | null>(null);

  days = $derived(byDay(this.rows));

  /** How many sales wait, as far as they are listed. */
  pending = $derived(this.rows.filter(({ state }) => PENDING.includes(state)).length);
  /** What is open and calls for people; a conflict stays one for good, and is no news. */
  toReview = $derived(this.rows.filter(({ state }) => state === 'attention').length);

  /** Lists sales; what was told of one meanwhile is newer. */
  load(rows: SaleRow[], today: Today | null): void {
    this.rows = rows.map((row) => newest(this.#known(row.id), row));
    this.today = today;
  }

  /** Puts a changed sale in its place, or a new one on top; what is older than what is there is not. */
  put(row: SaleRow, today: Today): void {
    const known = this.#known(row.id);
    if (newest(known, row) !== row) return;
    this.rows =
      known === undefined
        ? [row, ...this.rows]
        : this.rows.map((other) => (other.id === row.id ? row : other));
    this.today = today;
  }

  stateOf(saleId: number): RowState | null {
    return this.#known(saleId)?.state ?? null;
  }

  #known(saleId: number): SaleRow | undefined {
    return this.rows.find(({ id }) => id === saleId);
  }
}

/** `at` is an hour for today's sales and a date with an hour for older ones. */
function byDay(rows: SaleRow[]): Day[] {
  const days: Day[] = [];
  for (const row of rows) {
    const gap = row.at.lastIndexOf(' ');
    const date = row.at.slice(0, Math.max(gap, 0));
    const sale = { row, hour: row.at.slice(gap + 1) };
    const last = days.at(-1);
    if (last?.date === date) last.sales.push(sale);
    else days.push({ date, sales: [sale] });
  }
  return days;
}
