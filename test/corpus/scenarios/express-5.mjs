// Express 5: its layers end their spans after the response, and its request handlers carry the exceptions.
import { recordExpress } from '../recorder/express.mjs';

export default { cheap: true, libraries: ['express'], instrumentations: { express: {} }, run: recordExpress };
