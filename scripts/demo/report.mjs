// What the demo prints: everything in it was read back from X-Ray.
import { entitiesOf, exceptionLines } from './exception.mjs';
import { paint } from './paint.mjs';
import { serviceMap } from './service-map.mjs';
import { timeline } from './timeline.mjs';

/**
 * Reads the traces of a span of time and prints them.
 * @param xray from `openXRay`
 * @param from, to the dates that the traffic lies between
 * @param customer whose trace is looked for
 * @param folder where the traced programs are
 */
export async function report(xray, { from, to, customer, folder }) {
  const services = await xray.services(from, to);
  section('Service map', serviceMap(services));

  const summaries = await xray.summaries(from, to);
  const [slowest] = summaries.toSorted((a, b) => b.ResponseTime - a.ResponseTime);
  if (!slowest) throw new Error('X-Ray has no traces of the traffic');
  section(`Timeline of the slowest trace, ${slowest.Id}`, timeline(await xray.documents(slowest.Id)));

  const faulty = summaries.find(({ HasFault }) => HasFault);
  const entities = entitiesOf(await xray.documents(faulty.Id));
  // The first to fail started last: those above it only pass the failure on.
  const failed = entities
    .filter(({ cause }) => cause?.exceptions?.[0]?.stack)
    .sort((a, b) => b.start_time - a.start_time);
  section(`Exception of ${faulty.Id}`, exceptionLines(failed[0], folder));

  const found = summaries.find(({ Annotations }) => valuesOf(Annotations?.customer_id).includes(customer));
  if (!found) throw new Error(`no trace is annotated with customer_id ${customer}`);
  section(`Found by its annotation customer_id = ${customer}`, await foundLines(xray, found, customer));
}

function valuesOf(annotations = []) {
  return annotations.map(({ AnnotationValue }) => AnnotationValue.StringValue);
}

async function foundLines(xray, { Id, Http, ResponseTime }, customer) {
  const entity = entitiesOf(await xray.documents(Id)).find(({ annotations }) => annotations?.customer_id === customer);
  return [
    `${Id}  ${Http.HttpMethod} ${Http.HttpURL}  ${Http.HttpStatus}  ${(ResponseTime * 1000).toFixed(1)} ms`,
    `annotations of ${entity.name}  ${JSON.stringify(entity.annotations)}`,
    `metadata.shop of ${entity.name}  ${JSON.stringify(entity.metadata?.shop)}`,
  ];
}

/** Prints a heading and indented lines. */
export function section(title, lines) {
  console.log(`\n${paint.strong(title)}\n`);
  for (const line of lines) console.log(line === '' ? '' : `  ${line}`);
}
