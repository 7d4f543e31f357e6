// What the demo is doing: one line a step. In a terminal the line moves while the step is under way; in a pipe it is written at its end.
import { paint } from './paint.mjs';

const live = process.stdout.isTTY === true && process.env.TERM !== 'dumb';
const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const FRAME_MILLIS = 80;

/**
 * Runs a step and shows it.
 * @param title what is done, e.g. `Starting the shop`
 * @param work gets `note`, which shows a detail behind the title while it works
 */
export async function step(title, work) {
  const start = performance.now();
  let detail = '';
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    rewrite(`${FRAMES[frame]} ${title} ${paint.quiet(detail)}`);
  };
  const timer = live ? setInterval(draw, FRAME_MILLIS) : undefined;
  if (live) draw();
  try {
    const result = await work((text) => {
      detail = text;
    });
    end(`${paint.ok('✓')} ${title}`, start);
    return result;
  } catch (error) {
    end(`${paint.fault('✗')} ${title}`, start);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

function end(line, start) {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const text = `${line} ${paint.quiet(`${seconds} s`)}\n`;
  if (live) rewrite(text);
  else process.stdout.write(text);
}

function rewrite(text) {
  process.stdout.write(`\r\u001b[K${text}`);
}
