// Express 4: as Express 5, with the middlewares `query` and `expressInit` and no promises.
import { recordExpress } from '../recorder/express.mjs';

export default { folder: 'older', libraries: ['express'], instrumentations: { express: {} }, run: recordExpress };
