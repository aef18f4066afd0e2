-- What each instance did in a minute; kept for an hour, until it is surely summed up.
CREATE TABLE minute_sample (
    minute   timestamptz      NOT NULL,
    instance text             NOT NULL,
    figure   text             NOT NULL,
    value    double precision NOT NULL,
    PRIMARY KEY (minute, instance, figure)
);

-- What all instances of the service did in a minute.
CREATE TABLE minute_figure (
    minute timestamptz      NOT NULL,
    figure text             NOT NULL,
    value  double precision NOT NULL,
    PRIMARY KEY (minute, figure)
);
