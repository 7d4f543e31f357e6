import type { Translation } from '../entity/translation.ts';
import {
  CODE_FILE_PATH,
  CODE_FILEPATH,
  CODE_FUNCTION,
  CODE_FUNCTION_NAME,
  CODE_LINE_NUMBER,
  CODE_LINENO,
  CODE_NAMESPACE,
  type Slot,
} from '../read/semconv.ts';
import { memberName, opening } from '../write/json-writer.ts';

/** The names of the members written here. */
const M = {
  code: opening('code'),
  function: memberName('function'),
  file: memberName('file'),
  line: memberName('line'),
};

/** Writes `metadata.code`: the function that made the span, with its file and line. */
export function writeCode(t: Translation): void {
  const { writer, attributes: a } = t;
  const scope = a.text(CODE_NAMESPACE);
  const plain = a.text(CODE_FUNCTION);
  const name = a.text(CODE_FUNCTION_NAME) || (scope !== '' && plain !== '' ? `${scope}.${plain}` : plain || scope);
  const file = a.text(CODE_FILE_PATH) || a.text(CODE_FILEPATH);
  const line = a.integer(CODE_LINE_NUMBER) || a.integer(CODE_LINENO);
  writer.openMember(M.code);
  if (name !== '') writer.stringMember(M.function, name);
  if (file !== '') writer.stringMember(M.file, file);
  if (line !== 0) writer.numberMember(M.line, line);
  writer.closeObject();
}

const CODE_SHOWN: readonly Slot[] = [
  CODE_FUNCTION_NAME,
  CODE_NAMESPACE,
  CODE_FUNCTION,
  CODE_FILE_PATH,
  CODE_FILEPATH,
  CODE_LINE_NUMBER,
  CODE_LINENO,
];

/** Says which attributes `metadata.code` shows. */
export function takeCode(t: Translation): void {
  for (const slot of CODE_SHOWN) if (t.attributes.has(slot)) takeShown(t, slot);
}

/** A value that `metadata.code` cannot show, or shows that of another name for, stays in `default`. */
function takeShown(t: Translation, slot: Slot): void {
  const { attributes: a } = t;
  if (slot === CODE_LINE_NUMBER || slot === CODE_LINENO) {
    const shown = a.integer(CODE_LINE_NUMBER) || a.integer(CODE_LINENO);
    if (shown !== 0 && a.integer(slot) === shown) a.use(slot);
    return;
  }
  const isFile = slot === CODE_FILE_PATH || slot === CODE_FILEPATH;
  const newer = isFile ? CODE_FILE_PATH : CODE_FUNCTION_NAME;
  const text = a.text(slot);
  if (text !== '' && (a.text(newer) === '' || a.text(newer).includes(text))) a.use(slot);
}
