import type { CancelOutcome } from '../dto';
import type { OpenState } from '../state/payment-state';
import { text } from '../text';

/** How an open payment stands, in words. */
export function stateWords(state: OpenState, amount: string): string {
  const words = text.payment;
  switch (state.kind) {
    case 'opening':
      return words.opening;
    case 'waiting':
      return words.waiting;
    case 'attempt-rejected':
      return words.attemptRejected(state.attempts);
    case 'validating':
      return words.validating;
    case 'partly-paid':
      return words.partlyPaid(state.paid, amount);
    case 'attention':
      return words.attention;
  }
}

/** What came of a cancel; `null` where a problem tells it. */
export function cancelWords(outcome: CancelOutcome): string | null {
  const words = text.cancelled;
  switch (outcome.kind) {
    case 'revoked':
      return words.revoked;
    case 'already-paid':
      return words.alreadyPaid;
    case 'given-back':
      return words.givenBack;
    case 'partly-paid':
      return words.partlyPaid;
    case 'validating':
      return words.validating;
    case 'unknown':
      return null;
  }
}
