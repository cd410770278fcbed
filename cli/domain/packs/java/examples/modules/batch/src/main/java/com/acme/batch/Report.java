package com.acme.batch;

public class Report {
    public static void main(String[] args) {
        System.out.println(System.getenv("REPORT_DAY"));
    }
}
