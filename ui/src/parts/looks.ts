import type { PaymentState, RowState } from '../dto';
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
