package io.realtimeconnect.gateway.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;

/** Reads {@code routes.table}: seven columns between blanks, {@code #} begins a remark. A line it does not understand ends the start-up. */
final class RouteTableReader {

    private static final String DEFAULT = "-";
    private static final String STREAM = "stream";

    private RouteTableReader() {}

    static RouteTable read(Resource resource) throws IOException {
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line :
                resource.getContentAsString(StandardCharsets.UTF_8).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                rows.add(row(line.trim().split("\\s+")));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("%s, line %d: %s".formatted(resource.getFilename(), number, line), e);
            }
        }
        return new RouteTable(rows);
    }

    private static Row row(String[] column) {
        if (column.length != 7) {
            throw new IllegalArgumentException("a row has seven columns");
        }
        boolean stream = column[5].equals(STREAM);
        return new Row(
                HttpMethod.valueOf(column[0]),
                column[1],
                column[2],
                Who.valueOf(column[3].toUpperCase(Locale.ROOT)),
                orNull(column[4]),
                stream || column[5].equals(DEFAULT) ? null : DurationStyle.detectAndParse(column[5]),
                stream,
                column[6].equals(DEFAULT) ? null : DataSize.parse(column[6]));
    }

    private static @Nullable String orNull(String cell) {
        return cell.equals(DEFAULT) ? null : cell;
    }
}
