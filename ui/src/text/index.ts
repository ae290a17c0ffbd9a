import { es, type Text } from './es';

/** The words of the language in use. */
export const text: Text = es;
