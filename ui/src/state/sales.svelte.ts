import type { Problem, RowState, SaleRow, Today, Waiting } from '../dto';
import { newest } from './heard';

/** What the till counts over all its sales, listed or not. */
type Totals = { today: Today | null; waiting: Waiting };

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

  /** What has no end yet; told also while the till is locked. */
  waiting = $state.raw<Waiting>({ pending: 0, attention: 0 });

  /** Lists sales; what was told of one meanwhile is newer. */
  load(rows: SaleRow[], totals: Totals): void {
    this.rows = rows.map((row) => newest(this.#known(row.id), row));
    this.#count(totals);
  }

  /** Puts a changed sale in its place, or a new one on top; what is older than what is there is not. */
  put(row: SaleRow, totals: Totals): void {
    const known = this.#known(row.id);
    if (newest(known, row) !== row) return;
    this.rows =
      known === undefined
        ? [row, ...this.rows]
        : this.rows.map((other) => (other.id === row.id ? row : other));
    this.#count(totals);
  }

  #count({ today, waiting }: Totals): void {
    this.today = today;
    this.waiting = waiting;
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
