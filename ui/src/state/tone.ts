import type { Payment, RowState } from '../dto';
import { rowState } from './payment-state';

export type Tone = 'approved' | 'rejected' | 'attention';

/** What was known of a sale before it changed; `null` where nothing was. */
export type Before = { state: RowState | null; payment: Payment | null };

/** The tone for a change of state; none for what is merely seen for the first time. */
export function toneFor(before: Before, after: Payment): Tone | null {
  if (before.state === null) return null;
  const state = rowState(after.state);
  if (state !== before.state) {
    switch (state) {
      case 'approved':
      case 'rejected':
        return state;
      case 'cancelled':
      case 'expired':
        return 'rejected';
      case 'partial-expired':
      case 'attention':
      case 'conflict':
        return 'attention';
      // people do it on purpose, and not at this window
      case 'refunded':
      case 'partly-refunded':
        return null;
    }
  }
  const rejectedAnew =
    after.state.kind === 'attempt-rejected' &&
    before.payment !== null &&
    rejections(after) > rejections(before.payment);
  return rejectedAnew ? 'rejected' : null;
}

function rejections(payment: Payment): number {
  return payment.attempts.filter((attempt) => attempt.outcome === 'rejected').length;
}
