// Shows the steps of the demo, a line each. In a terminal the line moves during the step; in a pipe it is written at its end.
import { setTimeout } from 'node:timers/promises';
import { styleText } from 'node:util';

const live = process.stdout.isTTY === true && process.env.TERM !== 'dumb';
// Plain text where nobody looks.
const STYLE = { stream: process.stdout };
const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const FRAME_MILLIS = 80;

// No step needs that long; the whole demo is promised in a minute.
const MAX_SECONDS = 50;

/**
 * Runs a step and shows it.
 * @param title what is done, e.g. `Starting the shop`
 * @param work gets `note`, which shows a detail behind the title while it works
 * @throws what the work throws, and when it does not come to an end
 */
export async function step(title, work) {
  const start = performance.now();
  let detail = '';
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    rewrite(`${FRAMES[frame]} ${title} ${quiet(detail)}`);
  };
  const timer = live ? setInterval(draw, FRAME_MILLIS) : undefined;
  if (live) draw();
  try {
    const note = (text) => {
      detail = text;
    };
    const result = await Promise.race([work(note), tooLong(title)]);
    end(`${styleText('green', '✓', STYLE)} ${title}`, start);
    return result;
  } catch (error) {
    end(`${styleText('red', '✗', STYLE)} ${title}`, start);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

async function tooLong(title) {
  await setTimeout(MAX_SECONDS * 1000, undefined, { ref: false });
  throw new Error(`${title} did not end within ${MAX_SECONDS} s`);
}

function end(line, start) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const text = `${line} ${quiet(`${seconds} s`)}\n`;
  if (live) rewrite(text);
  else process.stdout.write(text);
}

function quiet(text) {
  return styleText('gray', text, STYLE);
}

function rewrite(text) {
  process.stdout.write(`\r\u001b[K${text}`);
}
