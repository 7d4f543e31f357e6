// Interleaved races: every round runs each subject once, in rotating order, and a ratio is taken inside a round. The machine's
// other users then hit all subjects alike, and what is left of them goes with the median over the rounds.

const nanos = () => Number(process.hrtime.bigint());

/**
 * Compiles a loop of its own for each subject, as a shared one would be optimised for whichever came first.
 * @param body source text of one operation; the result has to go into `sink`, or the engine may leave the work out
 * @param names of the values that the body uses
 */
export function loop(body, values) {
  const names = Object.keys(values);
  const source = `return (n) => { let sink = 0; for (let i = 0; i < n; i++) { ${body} } return sink; }`;
  return new Function(...names, source)(...names.map((name) => values[name]));
}

/**
 * Races loops `(n) => sink` against one of them.
 * @returns per subject: the median ratio to the reference and the median nanoseconds of one operation
 */
export function race(subjects, reference, { rounds = 31, millis = 10, warmMillis = 1000 } = {}) {
  const names = Object.keys(subjects);
  const counts = warmUp(subjects, millis, warmMillis);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      times[name].push(timeOnce(subjects[name], counts[name]));
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const ratios = times[name].map((time, round) => time / times[reference][round]);
      return [name, { ratio: median(ratios), nanos: median(times[name]), min: Math.min(...times[name]) }];
    }),
  );
}

/**
 * Runs all in turn until the engine has done with them. One after the other, the first would have the code that they share to itself
 * while it is optimised, which is worth a tenth of its time.
 * @returns for each how many operations take about `millis`
 */
function warmUp(subjects, millis, warmMillis) {
  const counts = Object.fromEntries(Object.keys(subjects).map((name) => [name, 100]));
  const until = nanos() + warmMillis * 1e6;
  while (nanos() < until) {
    for (const [name, run] of Object.entries(subjects)) {
      const time = timeOnce(run, counts[name]);
      counts[name] = Math.max(1, Math.min(2 * counts[name], Math.round((millis * 1e6) / time)));
    }
  }
  return counts;
}

let sunk = 0;

function timeOnce(run, count) {
  const start = nanos();
  sunk += run(count);
  const time = (nanos() - start) / count;
  // Never true; keeps the results alive.
  if (sunk === 0.5) console.log(sunk);
  return time;
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
