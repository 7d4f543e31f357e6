// Prints the result of the demo: everything in it was read back from X-Ray, and is printed by the code of xray-local.
import { styleText } from 'node:util';

/**
 * Reads the traces of a span of time and prints them.
 * @param xray from `openXRay`
 * @param terminal what Local X-Ray prints with
 * @param from, to the dates that the traffic lies between
 * @param customer whose trace is looked for
 * @param folder where the traced programs are
 */
export async function report(xray, terminal, { from, to, customer, folder }) {
  const { entitiesOf, exceptionLines, firstFailure, serviceMap, timeline } = terminal;
  section('Service map', serviceMap(await xray.services(from, to)));

  const [slowest] = (await xray.summaries(from, to)).toSorted((a, b) => b.ResponseTime - a.ResponseTime);
  if (!slowest) throw new Error('X-Ray has no traces of the traffic');
  section(`Timeline of the slowest trace, ${slowest.Id}`, timeline(await xray.documents(slowest.Id)));

  const faulty = await xray.find(from, to, 'fault');
  section(`Exception of ${faulty.Id}`, exceptionLines(firstFailure(await xray.documents(faulty.Id)), folder));

  const filter = filterOf(customer);
  const found = await xray.find(from, to, filter);
  const entity = entitiesOf(await xray.documents(found.Id)).find(
    ({ annotations }) => annotations?.customer_id === customer,
  );
  section(`Found by ${filter}`, foundLines(found, entity));
}

/** The filter expression that finds a customer's trace. */
export function filterOf(customer) {
  return `annotation.customer_id = "${customer}"`;
}

function foundLines({ Id, Http, ResponseTime }, { name, annotations, metadata }) {
  return [
    `${Id}  ${Http.HttpMethod} ${Http.HttpURL}  ${Http.HttpStatus}  ${(ResponseTime * 1000).toFixed(1)} ms`,
    `annotations of ${name}  ${JSON.stringify(annotations)}`,
    `metadata.shop of ${name}  ${JSON.stringify(metadata?.shop)}`,
  ];
}

/** Prints a heading and indented lines. */
export function section(title, lines) {
  console.log(`\n${styleText('bold', title, { stream: process.stdout })}\n`);
  for (const line of lines) console.log(line === '' ? '' : `  ${line}`);
}
