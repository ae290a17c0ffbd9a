import type { AttemptOutcome, PaymentState, RefundStanding, RowState } from '../dto';
import type { OutcomeState } from '../state/payment-state';
import type { IconName } from './Icon.svelte';

/** The ink of a state, as a class; see `app.css`. */
export type Ink = 'approved' | 'rejected' | 'waiting' | 'attention' | 'neutral';

type Look = { icon: IconName; ink: Ink };

/** A state is always told by word, icon and colour together. */
const LOOKS: Record<RowState | 'attempt-rejected', Look> = {
  opening: { icon: 'opening', ink: 'neutral' },
  unopened: { icon: 'stop', ink: 'neutral' },
  waiting: { icon: 'clock', ink: 'waiting' },
  'attempt-rejected': { icon: 'retry', ink: 'rejected' },
  validating: { icon: 'bank', ink: 'waiting' },
  'partly-paid': { icon: 'half', ink: 'waiting' },
  attention: { icon: 'warning', ink: 'attention' },
  approved: { icon: 'check', ink: 'approved' },
  refunded: { icon: 'back', ink: 'neutral' },
  'partly-refunded': { icon: 'back', ink: 'neutral' },
  rejected: { icon: 'cross', ink: 'rejected' },
  cancelled: { icon: 'cross', ink: 'neutral' },
  expired: { icon: 'clock', ink: 'neutral' },
  'partial-expired': { icon: 'half', ink: 'waiting' },
  conflict: { icon: 'warning', ink: 'attention' },
};

export function lookOf(kind: PaymentState['kind'] | RowState): Look {
  return LOOKS[kind];
}

const GROUNDS: Record<OutcomeState['kind'], string> = {
  approved: 'ground-approved',
  refunded: 'ground-neutral',
  'partly-refunded': 'ground-neutral',
  rejected: 'ground-rejected',
  cancelled: 'ground-neutral',
  expired: 'ground-neutral',
  'partial-expired': 'ground-partial',
  unopened: 'ground-neutral',
  conflict: 'ground-attention',
};

/** The ground of an outcome's screen, as a class. */
export function groundOf({ kind }: OutcomeState): string {
  return GROUNDS[kind];
}

const ATTEMPTS: Record<AttemptOutcome, Look> = {
  approved: { icon: 'check', ink: 'approved' },
  rejected: { icon: 'cross', ink: 'rejected' },
  pending: { icon: 'bank', ink: 'waiting' },
  unknown: { icon: 'warning', ink: 'attention' },
};

/** An attempt to pay, likewise. */
export function lookOfAttempt(outcome: AttemptOutcome): Look {
  return ATTEMPTS[outcome];
}

const REFUNDS: Record<RefundStanding, Look> = {
  'under-way': { icon: 'clock', ink: 'waiting' },
  'given-back': { icon: 'back', ink: 'neutral' },
  'not-given-back': { icon: 'cross', ink: 'rejected' },
  unknown: { icon: 'warning', ink: 'attention' },
};

/** Money given back, or not, likewise. */
export function lookOfRefund(standing: RefundStanding): Look {
  return REFUNDS[standing];
}
