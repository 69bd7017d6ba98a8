"""Labels: bars that are proved before they are drawn, placed on stock, as PDF, SVG or ZPL."""
