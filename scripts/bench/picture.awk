# Draws the ways of rotating a key as an SVG: packets lost and the longest gap, each on a scale of powers of ten.
# Lines: TITLE|ROTATIONS SENT LOST WORST GAP LOST WORST GAP, from the node and then to it. Variables: rate, tunnels.
BEGIN { FS = "|" }
{
  count++
  title[count] = $1
  split($2, field, " ")
  rotations = field[1] > rotations ? field[1] : rotations
  # A rotation's mean, and the longest gap of all of them.
  value[count, "lost", 1] = field[3] / field[1]; value[count, "gap", 1] = field[5]
  value[count, "lost", 2] = field[6] / field[1]; value[count, "gap", 2] = field[8]
}
function log10(x) { return log(x) / log(10) }
function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); return text }
function text(x, y, anchor, size, content) {
  printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>\n", x, y, anchor, size, escaped(content)
}
function number(x) { return x == int(x) ? sprintf("%d", x) : x < 10 ? sprintf("%.1f", x) : sprintf("%.0f", x) }
# One measure of all ways, with the decades of its scale.
function panel(x, key, heading, low,    most, decades, i, d, v, y, length_) {
  most = low
  for (i = 1; i <= count; i++) for (d = 1; d <= 2; d++) if (value[i, key, d] > most) most = value[i, key, d]
  decades = 0
  while (low * 10 ^ decades < most) decades++
  if (decades < 1) decades = 1
  text(x, top - 30, "start", 15, heading)
  for (i = 0; i <= decades; i++) {
    v = x + wide * i / decades
    printf "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>\n", v, top - 6, v, top + row * count
    text(v, top - 11, "middle", 11, low * 10 ^ i)
  }
  printf "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#555555\"/>\n", x, top - 6, x, top + row * count
  for (i = 1; i <= count; i++) for (d = 1; d <= 2; d++) {
    v = value[i, key, d]
    y = top + row * (i - 1) + 8 + bar * (d - 1)
    # What is below the first power of ten has the shortest bar; nothing has none.
    length_ = v > 0 ? wide * log10(v > low ? v / low : 1) / decades : 0
    if (v > 0 && length_ < 3) length_ = 3
    printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", x, y, length_, bar - 2, colour[d]
    text(x + length_ + 5, y + bar - 5, "start", 11, number(v))
  }
}
END {
  top = 120; row = 52; bar = 18; left = 245; wide = 300
  colour[1] = "#1f6f8b"; colour[2] = "#e07a3f"
  width = left + 2 * wide + 190; height = top + row * count + 20
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\"", width, height, width, height
  print " font-family=\"DejaVu Sans, Verdana, sans-serif\" fill=\"#222222\">"
  print "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
  text(20, 32, "start", 19, "One node's key is rotated while packets flow")
  text(20, 54, "start", 12, rate " packets/s each way over each of its " tunnels " tunnels; rotations per way: " rotations)
  printf "<rect x=\"%d\" y=\"42\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", width - 250, colour[1]
  text(width - 232, 53, "start", 12, "from the node")
  printf "<rect x=\"%d\" y=\"42\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", width - 125, colour[2]
  text(width - 107, 53, "start", 12, "to the node")
  for (i = 1; i <= count; i++) text(left - 14, top + row * (i - 1) + 30, "end", 13, title[i])
  panel(left, "lost", "packets lost in a rotation, mean (log scale)", 1)
  panel(left + wide + 90, "gap", "longest time without a packet, ms (log scale)", 1)
  print "</svg>"
}
