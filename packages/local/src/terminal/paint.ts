import { styleText } from 'node:util';

type Paint = (text: string) => string;

// styleText leaves pipes and NO_COLOR alone.
const paintWith =
  (format: Parameters<typeof styleText>[0]): Paint =>
  (text) =>
    styleText(format, text, { stream: process.stdout });

/** The colours of X-Ray's console, and two for the text around; plain text where nobody looks. */
export const paint: Readonly<Record<'ok' | 'error' | 'throttle' | 'fault' | 'strong' | 'quiet', Paint>> = {
  ok: paintWith('green'),
  error: paintWith('yellow'),
  throttle: paintWith('magenta'),
  fault: paintWith('red'),
  strong: paintWith('bold'),
  quiet: paintWith('gray'),
};

/** A string that opens a page on a click, where the terminal can; plain where the output is not a terminal. */
export function link(text: string, url: string, isTerminal: boolean = process.stdout.isTTY === true): string {
  // OSC 8: terminals that do not know it show the text alone.
  return isTerminal ? `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\` : text;
}
