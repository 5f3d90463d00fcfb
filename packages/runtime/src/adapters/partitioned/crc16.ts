const POLYNOMIAL = 0x1021;

/**
 * The CRC16 of a text in UTF-8 (XMODEM): what Redis Cluster makes its slots of. Python has it as
 * `binascii.crc_hqx(text.encode(), 0)`.
 */
export function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
    crc &= 0xffff;
  }
  return crc;
}
