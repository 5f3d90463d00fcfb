// Barcodes are printed as `S1|glucose`.
export function barcode(event: any): string {
  const data = JSON.parse(event['data'])
  return `${data['sample_id']}|${data.analyte}`
}
