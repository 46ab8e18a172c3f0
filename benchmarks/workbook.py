"""The eight visits of one course as a workbook with formulas, by openpyxl: a weight and a start above, a row a visit below.

It holds no result: a spreadsheet program that opens it has to work out every cell.
"""

import sys
from datetime import date
from decimal import Decimal

from openpyxl import Workbook  # type: ignore[import-untyped] # installed by folder.py, for as long as it measures
from openpyxl.worksheet.properties import PageSetupProperties  # type: ignore[import-untyped] # the same

weight, start, path = Decimal(sys.argv[1]), date.fromisoformat(sys.argv[2]), sys.argv[3]
book = Workbook()
sheet = book.active
sheet.append(("Weight, kg", weight))
sheet.append(("Start", start))
sheet.append(())
sheet.append(("Visit", "Date", "Volume, mL", "isatuximab, mg", "500 mg vials", "100 mg vials", "Premedications"))
premedications = "dexamethasone 20 mg oral; acetaminophen 650 mg oral; ranitidine 50 mg intravenous; diphenhydramine 25 mg intravenous"
for row, offset in enumerate((0, 7, 14, 21, 28, 35, 42, 49), start=5):
    name, hundreds = f"C{offset // 28 + 1}D{offset % 28 + 1}", f"ROUNDUP(D{row}/100,0)"
    cells = (f"=$B$2+{offset}", "=ROUND($B$1,1)", f"=C{row}*20", f"=QUOTIENT({hundreds},5)", f"=MOD({hundreds},5)")
    sheet.append((name, *cells, premedications))
for row in (2, *range(5, 13)):
    sheet.cell(row, 2).number_format = "yyyy-mm-dd"
for letter, width in {"B": 12, "C": 12, "D": 14, "E": 13, "F": 13, "G": 110}.items():
    sheet.column_dimensions[letter].width = width
sheet.page_setup.orientation = "landscape"
sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
book.save(path)
