import type { Problem } from '../dto';
import { text } from '../text';

/**
 * The problem that a call was rejected with. Anything else than a `Problem` is a fault of ours, and
 * nothing may be promised then; a call that moves money has words of its own for that.
 */
export function problemOf(
  rejection: unknown,
  unforeseen: Problem = text.problem.unforeseen,
): Problem {
  return isProblem(rejection) ? rejection : unforeseen;
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['money', 'what', 'advice'].every(
      (key) => typeof (value as Record<string, unknown>)[key] === 'string',
    )
  );
}
