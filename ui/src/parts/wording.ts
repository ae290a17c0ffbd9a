import type { CancelOutcome, Payment } from '../dto';
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

/** The plain answer to "¿Pagó o no?" while the payment is open; its own screen answers later. */
export function answerWords({ contact }: Payment, state: OpenState): string {
  const words = text.answer;
  if (contact.kind !== 'fine') return words.noContact;
  switch (state.kind) {
    case 'opening':
      return words.opening;
    case 'waiting':
      return words.waiting;
    case 'attempt-rejected':
      return words.attemptRejected;
    case 'validating':
      return words.validating;
    case 'partly-paid':
      return words.partlyPaid(state.paid, state.missing);
    case 'attention':
      return `${state.problem.money} ${state.problem.advice}`;
  }
}

/** What came of a cancel; `null` where a problem tells it. */
export function cancelWords(outcome: CancelOutcome): string | null {
  const words = text.answer;
  switch (outcome.kind) {
    case 'revoked':
      return words.revoked;
    case 'already-paid':
      return words.alreadyPaid;
    case 'partly-paid':
      return words.cancelPartlyPaid;
    case 'validating':
      return words.cancelValidating;
    case 'unknown':
      return null;
  }
}
