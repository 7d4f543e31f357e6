import { expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

it.each([
  ['plain, אבג and عربي', 'plain, אבג and عربي'],
  ['user\u202Enimda', 'user⟨U+202E⟩nimda'],
  ['\u2066a\u2069\u200B', '⟨U+2066⟩a⟨U+2069⟩⟨U+200B⟩'],
  ['👩‍💻', '👩‍💻'],
])('%j is shown as %s', (text, shown) => expect(visibleText(text)).toBe(shown));
