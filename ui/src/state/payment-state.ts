import type { PaymentState, RowState } from '../dto';

/** The states that leave nothing to wait for. */
const OUTCOMES = [
  'unopened',
  'approved',
  'refunded',
  'partly-refunded',
  'rejected',
  'cancelled',
  'expired',
  'partial-expired',
  'conflict',
] as const;

export type OutcomeState = Extract<PaymentState, { kind: (typeof OUTCOMES)[number] }>;
export type OpenState = Exclude<PaymentState, OutcomeState>;

export function isOutcome(state: PaymentState): state is OutcomeState {
  return (OUTCOMES as readonly string[]).includes(state.kind);
}

/** The open states in which the customer should pay now. */
const INVITING = ['waiting', 'attempt-rejected', 'partly-paid'] as const;

export function invitesPayment(state: PaymentState): boolean {
  return (INVITING as readonly string[]).includes(state.kind);
}

/** The states in which nothing was paid, so that the same sale may be charged again. */
const UNPAID = ['unopened', 'rejected', 'cancelled', 'expired'] as const;

export function mayChargeAgain(state: PaymentState): boolean {
  return (UNPAID as readonly string[]).includes(state.kind);
}

/** The same state as far as a list tells. */
export function rowState(state: PaymentState): RowState {
  return state.kind === 'attempt-rejected' ? 'waiting' : state.kind;
}
