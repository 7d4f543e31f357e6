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
