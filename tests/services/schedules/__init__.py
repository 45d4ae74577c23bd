"""Random schedules of people, outages and kills, against a plain model of what must hold."""
