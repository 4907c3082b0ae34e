/**
 * A strategy of version 1 in its later form, assembled by hand from the protocol's documentation: it answers a score of
 * 0.25 on every bar. 310 bytes.
 */
export const SCORER_MODULE = Buffer.from(
  "AGFzbQEAAAABFgVgAX8Bf2AAAX9gAAF/YAABf2AAAX8DBgUAAQIDBAUDAQAQBhADfwFBAAt/AUEAC38BQQALB1IGBWFsbG9jAAAOZ2V0X291dHB1dF9w" +
    "dHIAAQ5nZXRfb3V0cHV0X2xlbgACCXdhc21fbWV0YQADD3dhc21fb25fY2FuZGxlcwAEBm1lbW9yeQIACjQFCgAgACQCQYCABAsEACMACwQAIwELDwBB" +
    "gAgkAEHJACQBQckACw0AQckIJABBGyQBQRsLC2sBAEGACAtkeyJuYW1lIjoic2NvcmVyIiwidmVyc2lvbiI6MSwiYXBpX3ZlcnNpb24iOjIsImRlc2Ny" +
    "aXB0aW9uIjoiU2NvcmVzIDAuMjUifXsic2NvcmUiOjAuMjUsImZhY3RvcnMiOnt9fQ==",
  "base64",
);
