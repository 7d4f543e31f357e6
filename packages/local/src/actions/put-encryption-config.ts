import type { EncryptionConfig } from '../account/settings.ts';
import { invalidRequest } from '../ground/api-error.ts';
import type { Action } from './action.ts';
import { readOptionalText, readOptionalWord } from './parameters.ts';

/** Stores the requested encryption; it is active immediately, and changes nothing. */
export const putEncryptionConfig: Action = (input, { settings }) => {
  const type = readOptionalWord(input, 'Type', ['KMS', 'NONE']);
  const key = readOptionalText(input, 'KeyId', MAX_KEY_LENGTH);
  if (type === undefined) throw invalidRequest('Type is required.');
  if (type === 'KMS' && key === undefined) throw invalidRequest('KeyId: encryption of type KMS needs a key.');
  if (type === 'NONE' && key !== undefined) throw invalidRequest('KeyId: encryption of type NONE has no key.');
  const config: EncryptionConfig = { ...(key !== undefined && { KeyId: key }), Status: 'ACTIVE', Type: type };
  settings.put('encryption-config', '', config);
  return { EncryptionConfig: config };
};

// X-Ray API reference, PutEncryptionConfig.
const MAX_KEY_LENGTH = 3_000;
