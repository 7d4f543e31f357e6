/**
 * Two whole minutes of failing requests, some minutes ago: an insight of every group that selects faults.
 * @param {number} now epoch seconds
 */
export function failingMinutes(now) {
  const starts = [4, 3].map((back) => (Math.floor(now / 60) - back) * 60);
  const documents = starts.flatMap((start_time) =>
    Array.from({ length: 10 }, (_, i) => ({
      ...{ name: 'pay', id: '0102030405060708', start_time, end_time: start_time + 1, fault: true },
      trace_id: `1-${start_time.toString(16)}-${String(i).padStart(24, '0')}`,
    })),
  );
  return { start: starts[0], end: starts[1] + 60, documents };
}
