/** `412 ms`, `2.1 s`, `85 µs`: three significant digits at most, from microseconds. */
export function formatDuration(micros: number): string {
  const size = Math.abs(micros);
  if (size === 0) return '0 ms';
  if (size < 1_000) return `${Math.round(micros)} µs`;
  if (size < 999_500) return `${threeDigits(micros / 1e3)} ms`;
  if (size < 120e6) return `${threeDigits(micros / 1e6)} s`;
  if (size < 7_200e6) return `${threeDigits(micros / 60e6)} min`;
  return `${threeDigits(micros / 3_600e6)} h`;
}

/** Microseconds to the digit, as a table of exact times wants them: `412,031 µs`. */
export function formatMicros(micros: number): string {
  return `${formatCount(micros)} µs`;
}

/** `1,204`, always in this form whatever the reader's language, as the rest of the page is English. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1.2 k`, `34 M`: for places that hold few characters. */
export function formatShortCount(count: number): string {
  if (count < 1_000) return String(count);
  return count < 999_500 ? `${threeDigits(count / 1e3)} k` : `${threeDigits(count / 1e6)} M`;
}

/** `1.9 kB`, `34 MB`, decimal. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 999_500) return `${threeDigits(bytes / 1e3)} kB`;
  return bytes < 999.5e6 ? `${threeDigits(bytes / 1e6)} MB` : `${threeDigits(bytes / 1e9)} GB`;
}

/** A share of 0 to 1 as `2.5 %`; what is above 0 never reads as 0 %, what is below 1 never as 100 %. */
export function formatShare(share: number): string {
  if (share <= 0) return '0 %';
  if (share < 0.001) return '< 0.1 %';
  if (share > 0.999 && share < 1) return '> 99.9 %';
  const percent = share * 100;
  return `${percent < 10 ? stripZeros(percent.toFixed(1)) : Math.round(percent)} %`;
}

/** `7.1/min`, from a count and a span of microseconds; a span of nothing counts as one second. */
export function formatRate(count: number, micros: number): string {
  return `${threeDigits(count / (Math.max(micros, 1e6) / 60e6))}/min`;
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return formatCount(Math.round(value));
  return size >= 9.995 ? stripZeros(value.toFixed(1)) : stripZeros(value.toFixed(size >= 0.995 ? 1 : 2));
}

function stripZeros(text: string): string {
  return text.replace(/\.0+$/, '');
}
