import { en } from './en';
import { es, type Text } from './es';

const LANGUAGES = { es, en };

/** The words of the language in use: read where they are shown, never as a file is loaded. */
export let text: Text = es;

/** Chooses the language; what is on screen already keeps its own. */
export function speak(language: keyof typeof LANGUAGES): void {
  text = LANGUAGES[language];
}
